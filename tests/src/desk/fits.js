// What does not fit on this page: what reaches out of the window, what is cut without its whole being told, and words that lie over each other.
const wide = document.documentElement.clientWidth;
const high = document.documentElement.clientHeight;
const top_ = [...document.querySelectorAll('dialog[open]')].at(-1) ?? document.body;
const told = (one) => {
    const words = (one.textContent ?? '').trim().slice(0, 60);
    return `<${one.tagName.toLowerCase()} class="${one.getAttribute('class') ?? ''}"> “${words}”`;
};
const found = [];
if (document.scrollingElement.scrollWidth > wide + 1) found.push(`the page scrolls sideways: ${document.scrollingElement.scrollWidth} of ${wide}`);

const clips = (style) => style.overflowX !== 'visible' || style.overflowY !== 'visible';
const styles = new Map();
const styleOf = (one) => styles.get(one) ?? styles.set(one, getComputedStyle(one)).get(one);
// The part of a box that is seen: what its ancestors leave of it.
function seen(box, from) {
    let { left, top, right, bottom } = box;
    for (let one = from; one !== null && one !== document.body; one = one.parentElement) {
        const style = styleOf(one);
        if (style.visibility === 'hidden' || style.clipPath !== 'none' || style.display === 'none' || Number(style.opacity) === 0) return null;
        if (!clips(style)) continue;
        const room = one.getBoundingClientRect();
        [left, top, right, bottom] = [Math.max(left, room.left), Math.max(top, room.top), Math.min(right, room.right), Math.min(bottom, room.bottom)];
    }
    return right - left > 1 && bottom - top > 1 ? { left, top, right, bottom } : null;
}
const scrolls = (from) => {
    for (let one = from; one !== null && one !== document.body; one = one.parentElement) {
        if (['auto', 'scroll'].includes(styleOf(one).overflowX)) return true;
    }
    return false;
};

const walker = document.createTreeWalker(top_, NodeFilter.SHOW_TEXT);
const words = [];
for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const holder = node.parentElement;
    // What is folded away has places, too.
    if (!holder.checkVisibility()) continue;
    if (node.textContent.trim() === '' || holder.closest('.unseen, [aria-hidden=true], select, textarea, script, style, option') !== null) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const box of range.getClientRects()) {
        const part = seen(box, holder);
        if (part === null || part.bottom < 0 || part.top > high) continue;
        if ((part.right > wide + 1 || part.left < -1) && !scrolls(holder)) found.push(`out of the window, to ${Math.round(part.right)} of ${wide}: ${told(holder)}`);
        words.push({ part, holder, box });
    }
}

// Cut: a box that hides what overflows it, and words that are wider than it. A tip tells the whole, or a scroll bar leads there.
for (const { holder, box } of words) {
    for (let one = holder; one !== null && one !== top_; one = one.parentElement) {
        const style = styleOf(one);
        if (['auto', 'scroll'].includes(style.overflowX) && style.whiteSpace !== 'nowrap') break;
        if (!['hidden', 'clip'].includes(style.overflowX)) continue;
        const room = one.getBoundingClientRect();
        const cut = box.right > room.right + 1.5 || box.left < room.left - 1.5;
        const whole = holder.closest('[title]') ?? one.querySelector('[title]');
        if (cut && (whole === null || whole.getAttribute('title') === '')) found.push(`cut, and nothing tells the whole: ${told(holder)}`);
        break;
    }
}

// Over each other: two words in the same place, of which neither lies in a layer above the other.
const above = (from) => {
    for (let one = from; one !== null; one = one.parentElement) if (['fixed', 'sticky'].includes(styleOf(one).position)) return one;
    return null;
};
const layer = (one) => above(one) ?? one.closest('[popover], [data-bits-floating-content-wrapper], [data-foot], aside, header, thead, [role=tooltip], .tip, .head, .flight');
words.sort((a, b) => a.part.top - b.part.top);
for (let at = 0; at < words.length; at++) {
    const a = words[at];
    for (let next = at + 1; next < words.length && words[next].part.top < a.part.bottom - 4; next++) {
        const b = words[next];
        if (a.holder === b.holder || a.holder.contains(b.holder) || b.holder.contains(a.holder) || layer(a.holder) !== layer(b.holder)) continue;
        const [across, down] = [Math.min(a.part.right, b.part.right) - Math.max(a.part.left, b.part.left), Math.min(a.part.bottom, b.part.bottom) - b.part.top];
        if (across > 3 && down > 4) found.push(`over each other: ${told(a.holder)} and ${told(b.holder)}`);
    }
}

// Controls out of reach: beyond the window's edge, where nothing scrolls.
for (const one of top_.querySelectorAll('button, input, select, textarea, a[href]')) {
    const part = seen(one.getBoundingClientRect(), one);
    if (part !== null && part.top < high && part.bottom > 0 && (part.right > wide + 1 || part.left < -1) && !scrolls(one)) {
        found.push(`a control out of the window: ${told(one)}`);
    }
}
return [...new Set(found)];
