// What a pasted text gives on this page, whatever the text is.
import type { PastedParameters } from '../lib/transport/types';

export const PASTED: PastedParameters = {
  format: 'env',
  parameters: [
    { name: 'channel', value: 'stable', line: 1, secret: false, findings: [] },
    { name: 'reboot_window', value: '01:00-03:00', line: 2, secret: false, findings: [] },
    {
      name: 'REGISTRY_TOKEN',
      value: 'ghp_0123456789abcdefghij',
      line: 3,
      secret: true,
      findings: [{ kind: 'secret', message: 'Likely a secret: masked where parameters are listed, sent as it is.', place: null }],
    },
    {
      name: 'MIRROR',
      value: 'https://mirror.example/eu ',
      line: 5,
      secret: false,
      findings: [{ kind: 'blanks', message: 'The value ends with a blank.', place: 26 }],
    },
    {
      name: 'PROXY',
      value: '',
      line: 6,
      secret: false,
      findings: [{ kind: 'empty', message: 'The value is empty, and is sent so.', place: null }],
    },
  ],
  refused: [{ line: 4, reason: 'There is no equals sign in this line.' }],
};
