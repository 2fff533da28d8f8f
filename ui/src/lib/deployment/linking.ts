// A link to what is open, for others who have its fleet connected.
import { copyText } from '../base/clipboard';
import type { Notes } from '../session/notes.svelte';
import type { Transport } from '../transport/transport';
import type { Place } from '../transport/types';

/** Copies the link of a deployment, or of a device in it, and says so; says the link itself where nothing can be copied. */
export async function copyLink(
  transport: Pick<Transport, 'call'>,
  notes: Pick<Notes, 'say' | 'fail'>,
  connection: string,
  deployment: string,
  device: string | null,
): Promise<void> {
  const place: Place =
    device === null ? { type: 'deployment', connection, deployment } : { type: 'device', connection, deployment, device };
  const asked = transport.call('link_to', { place });
  const copying = copyText(
    asked.then((link) => {
      if (link === null) throw new Error('there is none');
      return link;
    }),
  );
  // What came of it is asked below, once it is known whether there is a link.
  copying.catch(() => undefined);
  let link: string | null;
  try {
    link = await asked;
  } catch (thrown) {
    notes.fail(thrown);
    return;
  }
  if (link === null) {
    notes.say('warning', 'This has no link', 'The service gave it an id that a link cannot carry.');
    return;
  }
  try {
    await copying;
  } catch {
    notes.say('warning', 'The link could not be copied', link);
    return;
  }
  const words =
    device === null
      ? 'It opens this deployment in the Flightdeck of anybody who has this fleet connected.'
      : 'It opens this device in the Flightdeck of anybody who has this fleet connected.';
  notes.say('info', device === null ? 'Link to the deployment copied' : 'Link to the device copied', words);
}
