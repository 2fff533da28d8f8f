// Which deployments of the list are chosen, for comparing two of them. Few, and chosen one by one: the page keeps them itself.
import type { Marks } from '../parts/table';
import type { DeploymentRow } from '../transport/types';

export class ChosenDeployments implements Marks<DeploymentRow> {
  rows: readonly DeploymentRow[] = $state.raw([]);

  has(row: DeploymentRow): boolean {
    return this.rows.some((one) => one.uuid === row.uuid);
  }

  toggle(row: DeploymentRow): void {
    this.rows = this.has(row) ? this.rows.filter((one) => one.uuid !== row.uuid) : [...this.rows, row];
  }

  /** There is nothing that many are chosen for: one more is. */
  extend(row: DeploymentRow): void {
    if (!this.has(row)) this.toggle(row);
  }

  /** All of a list are never compared. */
  all(): void {
    // Nobody is chosen by it.
  }

  none(): void {
    this.rows = [];
  }

  /** The two that can be compared; null where there are fewer or more. */
  get pair(): readonly [DeploymentRow, DeploymentRow] | null {
    const [one, other, ...rest] = this.rows;
    return one === undefined || other === undefined || rest.length > 0 ? null : [one, other];
  }
}
