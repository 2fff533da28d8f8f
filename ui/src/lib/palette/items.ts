// What the palette shows, made of what can be done and of what was found: each item says in a whole phrase what pressing Enter does.
import type { Standing as OfferedAction } from '../actions/offered.svelte';
import type { Keymap } from '../actions/keymap.svelte';
import { ACTION_IDS, described, type ActionId, type Section } from '../actions/registry';
import { ago, number } from '../locale';
import type { DeviceState, Found, FoundDeployment, Standing } from '../transport/types';
import type { Item } from './palette.svelte';
import { keyOfThing, thingOf } from './recent';

/** How a deployment that stands so is drawn. */
const LOOKS: Readonly<Record<Standing, DeviceState>> = {
  noDevice: 'pending',
  moving: 'inProgress',
  attention: 'failed',
  aborted: 'aborted',
  finished: 'succeeded',
};

export interface Ways {
  readonly connection: string;
  readonly toDeployment: (uuid: string) => void;
  readonly toDevice: (device: string) => void;
  readonly toLaunch: (requestId: string) => void;
  /** Opens a deployment, and does something there as soon as that can be. */
  readonly onDeployment: (uuid: string, action: ActionId) => void;
}

/** What is offered of some sections, in their order and that of the registry. */
export function actionItems(offered: readonly OfferedAction[], keymap: Keymap, sections: readonly Section[]): readonly Item[] {
  const place = (id: ActionId) => sections.indexOf(described(id).section) * ACTION_IDS.length + ACTION_IDS.indexOf(id);
  const ordered = [...offered].sort((one, other) => place(one.id) - place(other.id));
  return ordered.flatMap(({ id, label, off, run }) => {
    const { also, icon, section } = described(id);
    // The palette is open already.
    if (id === 'app.palette' || !sections.includes(section)) return [];
    const chord = keymap.keysOf(id)[0];
    return [{ key: id, group: 'actions', label, ...(also === undefined ? {} : { also }), look: { icon }, chord, off, run } satisfies Item];
  });
}

/** What can be done with deployments that stand out, without opening them first. */
export function deploymentActs(found: Found, open: string | null, ways: Ways): readonly Item[] {
  return found.deployments.flatMap((deployment) => {
    // What is open offers its own.
    if (deployment.id === open || deployment.counts === null) return [];
    const { failed, pending, inProgress } = deployment.counts;
    const name = nameOf(deployment);
    const about = (key: ActionId, label: string): Item => ({
      key: `${key} ${deployment.id}`,
      group: 'actions',
      label,
      // All of them end with it.
      nameFrom: label.length - name.length,
      look: { icon: described(key).icon },
      run: () => ways.onDeployment(deployment.id, key),
    });
    return [
      ...(failed === 0 ? [] : [about('deployment.retry', retryWords(failed, name))]),
      ...(pending + inProgress === 0
        ? []
        : [about('deployment.abort', `Abort what still moves of ${name}`), about('deployment.guard', `Guard ${name}`)]),
    ];
  });
}

export function foundItems(found: Found, now: number, ways: Ways): readonly Item[] {
  const deployments = found.deployments.map((deployment): Item => {
    const byId = deployment.idMarks.length > 0 && (deployment.comment?.marks.length ?? 0) === 0;
    const created = deployment.created.type === 'at' ? ago(deployment.created.ms, now) : undefined;
    const name = nameOf(deployment);
    return {
      key: keyOfThing({ kind: 'deployment', connection: ways.connection, id: deployment.id, name }),
      group: 'deployments',
      label: byId ? deployment.id : name,
      marks: byId ? deployment.idMarks : (deployment.comment?.marks ?? []),
      ...(byId ? { aside: name } : created === undefined ? {} : { aside: created }),
      look: { state: deployment.standing === null ? 'unknown' : LOOKS[deployment.standing] },
      run: () => ways.toDeployment(deployment.id),
    };
  });
  const devices = found.devices.map((device): Item => {
    const name = device.name?.text ?? device.id;
    const byId = device.idMarks.length > 0 && (device.name?.marks.length ?? 0) === 0;
    return {
      key: keyOfThing({ kind: 'device', connection: ways.connection, id: device.id, name }),
      group: 'devices',
      label: byId ? device.id : name,
      marks: byId ? device.idMarks : (device.name?.marks ?? []),
      aside: byId ? (device.name?.text ?? '') : device.id,
      asideIsId: !byId,
      look: device.state === null ? { icon: 'fleet' } : { state: device.state },
      run: () => ways.toDevice(device.id),
    };
  });
  const launches = found.launches.map((launch): Item => ({
    key: `launch ${launch.requestId}`,
    group: 'launches',
    label: launch.comment.text,
    marks: launch.comment.marks,
    aside: ago(launch.sentMs, now),
    look: { icon: 'sent' },
    run: () => ways.toLaunch(launch.requestId),
  }));
  return [...deployments, ...devices, ...launches];
}

/** Deployments and devices of this fleet that were gone to before. */
export function recentItems(recent: readonly string[], ways: Ways): readonly Item[] {
  return recent.flatMap((key) => {
    const thing = thingOf(key);
    if (thing?.connection !== ways.connection) return [];
    const { kind, id, name } = thing;
    return [
      {
        key,
        group: kind === 'deployment' ? 'deployments' : 'devices',
        label: name,
        aside: id,
        asideIsId: true,
        look: { icon: kind === 'deployment' ? 'list' : 'fleet' },
        run: () => (kind === 'deployment' ? ways.toDeployment(id) : ways.toDevice(id)),
      } satisfies Item,
    ];
  });
}

function retryWords(failed: number, name: string): string {
  return failed === 1 ? `Retry the one failed of ${name}` : `Retry the ${number(failed)} failed of ${name}`;
}

function nameOf(deployment: FoundDeployment): string {
  return deployment.comment?.text ?? 'a deployment without a comment';
}
