// What of the known fleet can be taken away. Pure.
import { counted } from '../locale';
import type { FleetExport, FleetFormat, FleetView } from '../transport/types';

export type Extent = 'chosen' | 'shown' | 'all';

export interface ExtentOption {
  value: Extent;
  label: string;
  detail?: string;
}

/** Which devices can be asked for: none that would be the same as all. `restricted` says by what those shown are, and is empty where nothing restricts them. */
export function extentsOf(of: { chosen: number; shown: number; known: number; restricted: string }): ExtentOption[] {
  return [
    ...(of.chosen > 0
      ? [
          {
            value: 'chosen' as const,
            label: `The ${counted(of.chosen, 'device')} chosen`,
            detail: 'who is chosen when you press the button',
          },
        ]
      : []),
    ...(of.restricted === ''
      ? []
      : [{ value: 'shown' as const, label: `The ${counted(of.shown, 'device')} shown`, detail: of.restricted }]),
    { value: 'all', label: `All ${counted(of.known, 'known device')}` },
  ];
}

/** What core is asked to write: all devices are shown by a view that restricts nothing, in the order of the table. */
export function exportOf(connection: string, view: FleetView, extent: Extent, format: FleetFormat): Omit<FleetExport, 'requestId'> {
  const { sort, descending } = view;
  const all: FleetView = { groups: [], seen: [], tags: [], last: [], trigger: false, text: '', sort, descending };
  return { connection, view: extent === 'shown' ? view : all, chosen: extent === 'chosen', format };
}
