// The real transport: Tauri's invoke and channels. The only file that reaches the desktop.
import { Channel, invoke } from '@tauri-apps/api/core';
import { unpacked } from './rows';
import { Failure, type RowsAsked, type Transport } from './transport';
import type {
  BatchesNotice,
  BatchOutcome,
  BatchProgress,
  Commands,
  ComparisonExport,
  DeskNotice,
  DevicesExport,
  Exported,
  ExportProgress,
  FleetExport,
  FleetNotice,
  GuardsNotice,
  ListExport,
  ListNotice,
  Notice,
  PackedRows,
  PlansNotice,
  RowsView,
  RowsWindow,
} from './types';

export class TauriTransport implements Transport {
  async call<K extends keyof Commands>(name: K, parameters: Commands[K]['parameters']): Promise<Commands[K]['answer']> {
    return await ask<Commands[K]['answer']>(name, parameters);
  }

  async watch(epoch: number, connection: string, deployment: string, onNotice: (notice: Notice) => void): Promise<number> {
    return await ask<number>('watch', { epoch, connection, deployment, channel: new Channel<Notice>(onNotice) });
  }

  async listWatch(epoch: number, connection: string, onNotice: (notice: ListNotice) => void): Promise<void> {
    await ask<null>('list_watch', { epoch, connection, channel: new Channel<ListNotice>(onNotice) });
  }

  async fleetWatch(epoch: number, connection: string, onNotice: (notice: FleetNotice) => void): Promise<number> {
    return await ask<number>('fleet_watch', { epoch, connection, channel: new Channel<FleetNotice>(onNotice) });
  }

  async deskWatch(epoch: number, onNotice: (notice: DeskNotice) => void): Promise<void> {
    await ask<null>('desk_watch', { epoch, channel: new Channel<DeskNotice>(onNotice) });
  }

  async guardsWatch(epoch: number, onNotice: (notice: GuardsNotice) => void): Promise<void> {
    await ask<null>('guards_watch', { epoch, channel: new Channel<GuardsNotice>(onNotice) });
  }

  async batchesWatch(epoch: number, onNotice: (notice: BatchesNotice) => void): Promise<void> {
    await ask<null>('batches_watch', { epoch, channel: new Channel<BatchesNotice>(onNotice) });
  }

  async plansWatch(epoch: number, onNotice: (notice: PlansNotice) => void): Promise<void> {
    await ask<null>('plans_watch', { epoch, channel: new Channel<PlansNotice>(onNotice) });
  }

  async abortChosen(requestId: string, plan: number, onProgress: (progress: BatchProgress) => void): Promise<BatchOutcome> {
    return await ask<BatchOutcome>('abort_chosen', { requestId, plan, channel: new Channel<BatchProgress>(onProgress) });
  }

  async rows(asked: RowsAsked): Promise<RowsWindow> {
    return unpacked(await ask<PackedRows>('rows', { ...asked }));
  }

  async picture(watch: number, have: number): Promise<Uint8Array> {
    return new Uint8Array(await ask<ArrayBuffer>('picture', { watch, have }));
  }

  async exportDevices(asked: DevicesExport, onProgress: (progress: ExportProgress) => void): Promise<Exported> {
    return await ask<Exported>('export_devices', { asked, channel: new Channel<ExportProgress>(onProgress) });
  }

  async exportList(asked: ListExport, onProgress: (progress: ExportProgress) => void): Promise<Exported> {
    return await ask<Exported>('export_list', { asked, channel: new Channel<ExportProgress>(onProgress) });
  }

  async exportComparison(asked: ComparisonExport, onProgress: (progress: ExportProgress) => void): Promise<Exported> {
    return await ask<Exported>('export_comparison', { asked, channel: new Channel<ExportProgress>(onProgress) });
  }

  async exportFleet(asked: FleetExport, onProgress: (progress: ExportProgress) => void): Promise<Exported> {
    return await ask<Exported>('export_fleet', { asked, channel: new Channel<ExportProgress>(onProgress) });
  }

  async pictureAt(watch: number, atMs: number): Promise<Uint8Array> {
    return new Uint8Array(await ask<ArrayBuffer>('picture_at', { watch, atMs }));
  }

  async pictureMarks(watch: number, view: RowsView, have: number): Promise<Uint8Array> {
    return new Uint8Array(await ask<ArrayBuffer>('picture_marks', { watch, view, have }));
  }
}

async function ask<T>(name: string, parameters: Record<string, unknown>): Promise<T> {
  try {
    return await invoke<T>(name, parameters);
  } catch (thrown) {
    throw Failure.of(thrown);
  }
}
