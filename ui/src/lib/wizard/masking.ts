// What stands on screen in the place of a secret value: always as long, so that nothing of the value is told.
export const MASK = '••••••••';
