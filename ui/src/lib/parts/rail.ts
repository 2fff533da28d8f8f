// A link of the rail to something that goes on by itself.
import type { IconName } from './icons';

export interface RailLink {
  readonly key: string;
  readonly icon: IconName;
  readonly name: string;
  readonly state: string;
  /** Its state is said to a screen reader only. */
  readonly quiet: boolean;
  readonly tone: 'failed' | 'amiss' | null;
  readonly title: string;
  readonly go: () => void;
}
