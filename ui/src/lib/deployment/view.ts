// What a deployment's table shows at first, and in the order that was kept for it.
import type { DeviceSort, RowOrder, RowsView } from '../transport/types';

export const FIRST_VIEW: RowsView = {
  states: [],
  gone: false,
  judged: [],
  cause: null,
  text: '',
  sort: 'attention',
  descending: false,
  atMs: null,
};

const SORTS: readonly DeviceSort[] = ['attention', 'state', 'device', 'inState', 'started', 'took'];

/** The order that was kept; of one that is not known here, the first. */
export function ordered(order: RowOrder | null): Pick<RowsView, 'sort' | 'descending'> {
  const sort = SORTS.find((one) => one === order?.by);
  return sort === undefined || order === null ? FIRST_VIEW : { sort, descending: order.descending };
}
