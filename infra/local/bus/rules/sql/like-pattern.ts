/**
 * What a `LIKE` takes: `%` stands for any characters, `_` for one; with an escape character before them they stand for themselves. Case
 * counts, as with `=`: the documentation does not say, so do not rest on it.
 */
export function likePattern(pattern: string, escapeCharacter: string | undefined): RegExp {
  let source = '';
  let escaped = false;
  for (const character of pattern) {
    if (!escaped && character === escapeCharacter) {
      escaped = true;
      continue;
    }
    if (!escaped && character === '%') source += '.*';
    else if (!escaped && character === '_') source += '.';
    else source += character.replace(/[\\^$.*+?()[\]{}|/]/, '\\$&');
    escaped = false;
  }
  return new RegExp(`^${source}$`, 'su');
}
