// A few templates, made up, that can be kept, renamed, deleted and used.
import { Failure } from '../lib/transport/transport';
import type { Script } from '../lib/transport/memory';
import type { Template } from '../lib/transport/types';
import { NOW } from './data';
import { draftOf } from './reading';

export function templateAnswers(): Script {
  const draft = { ...draftOf('filled'), step: 0 };
  let all: Template[] = [
    {
      id: 't1',
      name: 'Gateway, staged',
      draft: { ...draft, appVersion: '', comment: '' },
      asks: [{ type: 'appVersion' }, { type: 'comment' }],
      target: 'Devices in Production or Test, tagged gateway, that are online.',
      flowName: 'Gateway A/B update',
      savedMs: NOW - 86_400_000,
    },
    {
      id: 't2',
      name: 'Nightly on the lab',
      draft: { ...draft, groups: ['Lab'], filters: [] },
      asks: [],
      target: 'Devices in Lab.',
      flowName: 'Gateway A/B update',
      savedMs: NOW - 3_600_000,
    },
  ];
  const find = (id: string): Template => {
    const found = all.find((one) => one.id === id);
    if (found === undefined) throw new Failure({ code: 'notFound', message: 'There is no such template any more.', retryable: false });
    return found;
  };
  return {
    templates: () => all,
    template_save: ({ name, draft: saved, asks }) => {
      if (all.some((one) => one.name === name.trim()))
        throw new Failure({
          code: 'invalidInput',
          field: 'name',
          message: `There is a template named “${name}” already.`,
          retryable: false,
        });
      return (all = [...all, { id: `t${all.length + 1}`, name, draft: saved, asks, target: '', flowName: null, savedMs: NOW }]);
    },
    template_rename: ({ template, name }) => (all = all.map((one) => (one.id === template ? { ...one, name } : one))),
    template_remove: ({ template }) => (all = all.filter((one) => one.id !== template)),
    template_use: ({ template }) => ({ draft: { ...find(template).draft, step: 4 }, known: true, notes: [] }),
    templates_export: () => ({ path: '/home/ops/flightdeck-templates.json' }),
    templates_import: () => ({ added: ['Nightly'], templates: all }),
  };
}
