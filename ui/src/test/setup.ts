// What the tests' document lacks of a browser: dialogs that open, and media queries that answer.
if (typeof HTMLCanvasElement !== 'undefined') HTMLCanvasElement.prototype.getContext = () => null;
