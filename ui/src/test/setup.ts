// What the tests' document lacks of a browser: dialogs that open, and media queries that answer.
import { configure } from '@testing-library/svelte';

// What is waited for comes as soon as it can; on a computer that does other work as well that may take more than the usual second.
configure({ asyncUtilTimeout: 8_000 });

if (typeof HTMLCanvasElement !== 'undefined') HTMLCanvasElement.prototype.getContext = () => null;
