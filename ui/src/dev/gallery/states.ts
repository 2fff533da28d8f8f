// What a pointer or a key would bring about, by class: each rule for it is written once more, so that all states stand side by side.
const CLASSES: readonly (readonly [RegExp, string])[] = [
  [/:hover\b/g, '.hovered'],
  [/:active\b/g, '.pressed'],
  [/:focus-visible\b/g, '.focused'],
];

/** Writes every rule for a state of pointer or keyboard once more for the class that stands for it. */
export function writeStates(document: Document): void {
  const added: string[] = [];
  for (const sheet of document.styleSheets) {
    for (const rule of sheet.cssRules) {
      if (!(rule instanceof CSSStyleRule)) continue;
      const selector = CLASSES.reduce((text, [state, as]) => text.replace(state, as), rule.selectorText);
      if (selector !== rule.selectorText) added.push(`${selector} { ${rule.style.cssText} }`);
    }
  }
  // Nothing moves in a picture: neither what turns, nor the cursor in a field. And nothing is hovered but what is meant to be.
  added.push('* { pointer-events: none !important; }');
  added.push('*, *::before, *::after { animation: none !important; transition: none !important; caret-color: transparent !important; }');
  const style = document.createElement('style');
  style.textContent = added.join('\n');
  document.head.append(style);
}
