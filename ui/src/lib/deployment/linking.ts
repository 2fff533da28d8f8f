// A link to what is open, for others who have its fleet connected.
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
  let link: string | null;
  try {
    link = await transport.call('link_to', { place });
  } catch (thrown) {
    notes.fail(thrown);
    return;
  }
  if (link === null) {
    notes.say('warning', 'This has no link', 'The service gave it an id that a link cannot carry.');
    return;
  }
  try {
    await navigator.clipboard.writeText(link);
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
