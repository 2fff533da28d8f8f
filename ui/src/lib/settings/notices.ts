// The licences of what others wrote and Flightdeck has in it: as the page gets them, and found by name. Pure.

export interface ThirdParty {
  readonly name: string;
  readonly version: string;
  readonly licence: string;
  /** Who wrote it, where it brought no text. */
  readonly by: string | null;
  /** Its texts, by their places. */
  readonly texts: readonly number[];
}

export interface Notices {
  readonly packages: readonly ThirdParty[];
  readonly texts: readonly string[];
}

/** Those whose name or licence holds what is typed. */
export function named(packages: readonly ThirdParty[], typed: string): readonly ThirdParty[] {
  const wanted = typed.trim().toLowerCase();
  return wanted === '' ? packages : packages.filter(({ name, licence }) => `${name} ${licence}`.toLowerCase().includes(wanted));
}
