// The page's clock: one timer a second for every age on screen, running only while something shows one.
import { createSubscriber } from 'svelte/reactivity';

const subscribe = createSubscriber((update) => {
  const timer = setInterval(update, 1000);
  return () => clearInterval(timer);
});

/** Now, in milliseconds since 1970; what reads it in a template is drawn again every second. */
export function now(): number {
  subscribe();
  return Date.now();
}
