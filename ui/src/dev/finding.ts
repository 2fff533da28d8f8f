// Finding by name on the design-time page: a part of a text, wherever it stands; the real ranking is core's.
import type { Script } from '../lib/transport/memory';
import type { DeploymentRow, DeviceRow, Stretch } from '../lib/transport/types';

const MOST = 6;

function stretch(text: string, typed: string): Stretch[] {
  const from = text.toLowerCase().indexOf(typed);
  return typed === '' || from === -1 ? [] : [{ from, to: from + typed.length }];
}

export function findingAnswers(
  list: () => readonly DeploymentRow[],
  devices: () => readonly DeviceRow[],
): Pick<Script, 'rank' | 'find' | 'remember'> {
  return {
    remember: () => null,
    rank: ({ text, texts }) => {
      const typed = text.trim().toLowerCase();
      return texts
        .map((one, place) => ({ place, marks: stretch(one, typed) }))
        .filter(({ marks }) => typed === '' || marks.length > 0)
        .sort((one, other) => (one.marks[0]?.from ?? 0) - (other.marks[0]?.from ?? 0) || one.place - other.place);
    },
    find: ({ text }) => {
      const typed = text.trim().toLowerCase();
      const counts = (row: DeploymentRow) => (row.status.type === 'known' ? row.status : null);
      const stands = (row: DeploymentRow) => ['moving', 'attention'].includes(counts(row)?.standing ?? '');
      const deployments = list()
        .filter((row) => (typed === '' ? stands(row) : `${row.comment ?? ''} ${row.uuid}`.toLowerCase().includes(typed)))
        .slice(0, MOST)
        .map((row) => ({
          id: row.uuid,
          comment: row.comment === null ? null : { text: row.comment, marks: stretch(row.comment, typed) },
          idMarks: stretch(row.uuid, typed),
          created: row.created,
          standing: counts(row)?.standing ?? null,
          counts: counts(row)?.counts ?? null,
        }));
      const found = typed === '' ? [] : devices().filter((row) => `${row.name ?? ''} ${row.id}`.toLowerCase().includes(typed));
      return {
        deployments,
        devices: found.slice(0, MOST).map((row) => ({
          id: row.id,
          name: row.name === null ? null : { text: row.name, marks: stretch(row.name, typed) },
          idMarks: stretch(row.id, typed),
          state: row.state,
        })),
        launches: [],
      };
    },
  };
}
