// Why a person with a keyboard alone cannot tell where they are; null where they can. What reads aloud is told the same element.
const active = document.activeElement;
if (active === null || active === document.body) return 'nothing has the focus';
// The keys of a field that suggests are in the field, whatever it points at.
const inside = active.matches('input') ? null : active.getAttribute('aria-activedescendant');
const here = (inside !== null && document.getElementById(inside)) || active;
const told = `<${here.tagName.toLowerCase()}> “${(here.getAttribute('aria-label') ?? here.textContent ?? '').trim().slice(0, 40)}”`;
// A heading that reading starts at is no control: it has no ring, and no key does anything to it; some are there to be read aloud alone.
if (here.tabIndex === -1 && inside === null && /^H[1-3]$/.test(here.tagName)) return null;
const { left, top, right, bottom, width, height } = here.getBoundingClientRect();
if (width === 0 || height === 0) return `${told} is not drawn`;
// Of what is higher than the window, such as a long list, a part is enough.
const across = Math.min(right, innerWidth) - Math.max(left, 0);
const down = Math.min(bottom, innerHeight) - Math.max(top, 0);
if (across < Math.min(width, 24) || down < Math.min(height, 24) - 1) return `${told} is out of the window: ${left}, ${top} to ${right}, ${bottom}`;
// Not under something else, such as a bar that floats.
const over = [0.1, 0.5, 0.9].map((part) => document.elementFromPoint(Math.max(left, 0) + across * part, Math.max(top, 0) + down / 2));
// A check box may be drawn by what stands around it.
const met = (one) => one !== null && (here.contains(one) || one.contains(here) || here.closest('label')?.contains(one));
if (!over.some(met)) return `${told} is covered by <${over[1]?.tagName.toLowerCase()}> “${(over[1]?.textContent ?? '').trim().slice(0, 40)}”`;
// The palette is its field: the cursor is always in it, and no other field is there.
if (here.matches('dialog input') && here.closest('dialog').querySelectorAll('input, button, select, textarea').length === 1) return null;
const ring = (one) => {
    const { outlineStyle, outlineWidth } = getComputedStyle(one);
    return outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2;
};
// The field of a row of values has it around the row; a table that has no row yet, around its frame.
// A radio button may be drawn by the words beside it.
if (here.matches('input') && here.nextElementSibling !== null && ring(here.nextElementSibling)) return null;
for (let one = here; one !== null && one !== document.body; one = one.parentElement) {
    if (ring(one)) return null;
}
return `${told} has no ring`;
