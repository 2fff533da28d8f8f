// What moves by itself, or takes its time, though the system asks for stillness.
const LONGEST = 0.02;
const seconds = (list) => Math.max(...list.split(',').map((one) => parseFloat(one) * (one.trim().endsWith('ms') ? 0.001 : 1)));
const found = [];
for (const one of document.querySelectorAll('*')) {
    for (const pseudo of [null, '::before', '::after']) {
        const style = getComputedStyle(one, pseudo);
        const name = `<${one.tagName.toLowerCase()} class="${one.getAttribute('class') ?? ''}">${pseudo ?? ''}`;
        if (style.animationName !== 'none' && seconds(style.animationDuration) > LONGEST) found.push(`${name} is animated for ${style.animationDuration}`);
        if (style.animationName !== 'none' && style.animationIterationCount.includes('infinite')) found.push(`${name} is animated for ever`);
        if (seconds(style.transitionDuration) > LONGEST) found.push(`${name} passes over for ${style.transitionDuration}`);
        if (pseudo === null && style.scrollBehavior === 'smooth') found.push(`${name} scrolls smoothly`);
    }
}
return [...new Set(found)];
