// What the tests' document lacks of a browser: dialogs that open, and media queries that answer.
HTMLCanvasElement.prototype.getContext = () => null;
