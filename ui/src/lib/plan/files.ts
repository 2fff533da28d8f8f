// A plan written to files: as itself, and as a workflow that carries it on where Flightdeck does not run. The place is asked for by the shell.
import type { AppContext } from '../session/app';

type Outside = Pick<AppContext, 'transport' | 'notes'>;

export async function writePlan({ transport, notes }: Outside, id: string): Promise<void> {
  try {
    const { path } = await transport.call('plan_export', { id });
    if (path !== null) notes.say('info', 'The plan is written', path);
  } catch (thrown) {
    notes.fail(thrown);
  }
}

export async function takeToCi({ transport, notes }: Outside, id: string): Promise<void> {
  try {
    const { path } = await transport.call('plan_workflow', { id });
    if (path !== null) notes.say('info', 'A workflow for GitHub Actions is written', path);
  } catch (thrown) {
    notes.fail(thrown);
  }
}
