/** What a tab says from afar. */
export type Tone = 'wrong' | 'late' | 'unknown' | 'well';

const shapes: Readonly<Record<Tone, string>> = {
  wrong: '<path d="M4 1h24a3 3 0 0 1 3 3v24a3 3 0 0 1-3 3H4a3 3 0 0 1-3-3V4a3 3 0 0 1 3-3Z" fill="#b4231a"/>',
  late: '<circle cx="16" cy="16" r="15" fill="#8a5300"/>',
  unknown:
    '<circle cx="16" cy="16" r="12" fill="none" stroke="#b8700a" stroke-width="6" stroke-dasharray="7 6"/>',
  well: '<circle cx="16" cy="16" r="12" fill="none" stroke="#5b8a72" stroke-width="6"/>',
};

/** The icon of a page as an address that holds it whole: the shape of its state, and how many jobs are wrong. */
export function iconOf(tone: Tone, count: number): string {
  const words = count > 99 ? '99+' : String(count);
  const size = words.length > 2 ? 14 : 20;
  const number =
    count === 0
      ? ''
      : `<text x="16" y="${16 + size * 0.36}" font-family="sans-serif" font-size="${size}" font-weight="700" text-anchor="middle" fill="#fff">${words}</text>`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">${shapes[tone]}${number}</svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}
