// The open device as it was at the moment that is shown; none in the present.
import type { DeviceRow } from '../transport/types';
import type { OpenedDevice } from './opened.svelte';
import type { DeploymentWatch } from './watch.svelte';

/** Made while its screen is made, and follows it. */
export class RowThen {
  row: DeviceRow | null = $state.raw(null);

  constructor(watch: DeploymentWatch, opened: OpenedDevice) {
    $effect(() => {
      const { atMs } = watch.view;
      const index = opened.row?.index;
      if (atMs === null || index === undefined) {
        this.row = null;
        return;
      }
      void watch.rowThen(index, atMs).then((row) => {
        if (watch.view.atMs === atMs && opened.row?.index === index) this.row = row;
      });
    });
  }
}
