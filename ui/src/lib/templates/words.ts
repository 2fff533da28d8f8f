// What can be asked of a draft each time it is used, and how it is called.
import type { Draft, Template, TemplateAsk } from '../transport/types';

/** One text for each, to tell them apart by. */
export function keyOf(ask: TemplateAsk): string {
  return ask.type === 'parameter' ? `parameter ${ask.name}` : ask.type;
}

export function labelOf(ask: TemplateAsk): string {
  switch (ask.type) {
    case 'parameter':
      return ask.name;
    case 'appVersion':
      return 'Version of the app (deployment tag)';
    case 'comment':
      return 'Comment';
    case 'groups':
      return 'Groups, one a line';
  }
}

/** What can be asked of this draft. */
export function askable(draft: Draft): readonly TemplateAsk[] {
  const names = new Set(draft.parameters.map(({ name }) => name).filter((name) => name !== ''));
  return [
    { type: 'groups' },
    ...[...names].map((name): TemplateAsk => ({ type: 'parameter', name })),
    ...(draft.appName === '' ? [] : [{ type: 'appVersion' } as const]),
    { type: 'comment' },
  ];
}

/** The second line of a template: its flow, its target, what it asks. */
export function aboutOf(template: Template): string {
  const flow = template.flowName ?? template.draft.flowUuid;
  const asks = template.asks.map((ask) => (ask.type === 'parameter' ? ask.name : labelOf(ask).toLowerCase().replace(', one a line', '')));
  return [flow === '' ? 'no flow yet' : flow, template.target, asks.length === 0 ? '' : `asks for ${asks.join(', ')}`]
    .filter((part) => part !== '')
    .join(' · ');
}
