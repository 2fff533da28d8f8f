// What is said of newer versions, in whole sentences.
import { ago, bytes } from '../locale';
import type { UpdatesView } from '../transport/types';

/** Where looking or installing stands. */
export function updateWords({ stage, lookedMs }: Pick<UpdatesView, 'stage' | 'lookedMs'>, now: number): string {
  switch (stage.type) {
    case 'off':
      return 'This build does not update itself: it was made without a place to look for newer versions. A newer one comes from where you have this one.';
    case 'idle':
      return lookedMs === null
        ? 'It was not looked for a newer version yet.'
        : `No newer version is known. It was last looked for one ${ago(lookedMs, now)}.`;
    case 'looking':
      return 'It is being looked for a newer version…';
    case 'found':
      return `Version ${stage.new.version} can be installed.`;
    case 'fetching':
      return stage.of === null
        ? `Version ${stage.new.version} is being fetched: ${bytes(stage.bytes)} are there.`
        : `Version ${stage.new.version} is being fetched: ${bytes(stage.bytes)} of ${bytes(stage.of)} are there.`;
    case 'installing':
      return `Version ${stage.new.version} is being installed. Flightdeck begins anew by itself.`;
    case 'installed':
      return `Version ${stage.new.version} is installed, and begins with the next start.`;
  }
}
