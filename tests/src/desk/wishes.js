// Has the page's own rules for a wish of the system apply, as they would where it is wished: engines under test cannot be told to wish. Answers with how many there are.
const [wish] = arguments;
let switched = 0;
const turn = (rules) => {
    for (const rule of rules) {
        if (rule instanceof CSSMediaRule && rule.media.mediaText.includes(wish)) {
            rule.media.mediaText = 'all';
            switched += rule.cssRules.length;
        } else if (rule.cssRules) {
            turn(rule.cssRules);
        }
    }
};
for (const sheet of document.styleSheets) {
    turn(sheet.cssRules);
    // The engine may keep what it made of the rules before, for what lies behind a dialog.
    sheet.disabled = true;
    document.documentElement.getBoundingClientRect();
    sheet.disabled = false;
}
return switched;
