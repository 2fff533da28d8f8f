// A made-up reading of a draft for the design-time page: the sentence, a few problems, and the request.
import type { Draft, DraftReading, FilterDraft, Problem, Segment } from '../lib/transport/types';

const word = (text: string): Segment => ({ text, value: false, mono: false });
const value = (text: string, mono = false): Segment => ({ text, value: true, mono });

export const FILLED: Draft = {
  flowUuid: 'f-7b56-3336',
  groups: ['Production', 'Test'],
  filters: [
    { kind: 'tag', operand: 'is', value: 'gateway', extra: '' },
    { kind: 'deviceState', operand: 'is', value: 'online', extra: '' },
    { kind: 'app', operand: 'isNot', value: 'gateway', extra: '4.12.0' },
    { kind: 'deployment', operand: 'is', value: 'failed', extra: 'dp-e6a5-7e19' },
  ],
  parameters: [
    { name: 'channel', value: 'stable' },
    { name: 'reboot_window', value: '02:00-04:00' },
  ],
  appName: 'gateway',
  appVersion: '4.12.0',
  comment: 'Gateway firmware 4.12.0, staged B',
  step: 1,
};

function filterWords(filter: FilterDraft): Segment[] {
  const not = filter.operand === 'isNot';
  switch (filter.kind) {
    case 'tag':
      return [word(not ? 'not tagged ' : 'tagged '), value(filter.value)];
    case 'deviceState':
      return [word('that are '), value(filter.value)];
    case 'app':
      return [word(not ? 'not running ' : 'running '), value(`${filter.value} ${filter.extra}`.trim())];
    case 'deployment':
      return [word('and where '), value(filter.extra, true), word(' '), value(filter.value)];
    case 'specificDevice':
      return [word(not ? 'except ' : 'namely '), value(filter.value, true)];
  }
}

function sentence(draft: Draft): Segment[] {
  if (draft.groups.length + draft.filters.length === 0)
    return [value('Every device'), word(' in the fleet '), value('wturb', true), word('.')];
  const groups = draft.groups.flatMap((group, at) => [word(at === 0 ? ' in ' : ' or '), value(group)]);
  const filters = draft.filters.flatMap((filter) => [word(', '), ...filterWords(filter)]);
  return [word('Devices'), ...groups, ...filters, word('.')];
}

function problems(draft: Draft): Problem[] {
  const found: Problem[] = [];
  if (draft.flowUuid === '')
    found.push({ field: 'flowUuid', step: 0, severity: 'error', title: 'No update flow', message: 'Name the update flow to run.' });
  draft.filters.forEach((filter, at) => {
    if (filter.value === '')
      found.push({
        field: `filters.${at}.value`,
        step: 1,
        severity: 'error',
        title: 'No tag',
        message: 'Enter the tag’s name, or remove the filter.',
      });
    if (filter.kind === 'deviceState')
      found.push({
        field: `filters.${at}.value`,
        step: 1,
        severity: 'warning',
        title: 'Online changes by the minute.',
        message: 'The service decides at launch which devices that is.',
      });
    if (filter.kind === 'deployment' && filter.extra === '')
      found.push({
        field: `filters.${at}.extra`,
        step: 1,
        severity: 'error',
        title: 'No deployment',
        message: 'Enter the deployment’s uuid (dp-…). Without it the filter would reach devices of any deployment.',
      });
  });
  if (draft.groups.length + draft.filters.length === 0)
    found.push({
      field: 'target',
      step: 1,
      severity: 'warning',
      title: 'This reaches the whole fleet.',
      message: 'No group and no filter narrows it.',
    });
  return found;
}

export function readingOf(draft: Draft): DraftReading {
  const found = problems(draft);
  const whole = draft.groups.length + draft.filters.length === 0;
  const request = {
    device_filter: { groups: draft.groups.map((name) => ({ name })), filters: draft.filters },
    deployment_configuration: {
      flow_uuid: draft.flowUuid,
      comment: draft.comment,
      app: { name: draft.appName, version: draft.appVersion },
    },
  };
  const json = found.some((problem) => problem.severity === 'error') ? null : JSON.stringify(request, null, 2);
  return {
    sentence: sentence(draft),
    wholeFleet: whole,
    problems: found,
    json,
    curl:
      json === null
        ? null
        : `curl -X POST https://api.connect.jfrog.io/api/v2/wturb/deployments \\\n  -H "Authorization: Bearer $TOKEN" \\\n  -d '${JSON.stringify(request)}'`,
    confirmPhrase: whole ? 'wturb' : null,
  };
}
