/** A secret by the name that a failure tells; its value is what may not be found. */
export interface Secret {
  readonly name: string;
  readonly value: string;
}

/** What was let out, and where: nothing of the secret itself. */
export interface Leak {
  readonly name: string;
  readonly form: string;
  readonly where: string;
}

/** A text that left the connector, and what it was. */
export interface Outlet {
  readonly where: string;
  readonly text: string;
}

/** The header of every JSON Web Token, plain and in base64: no token may be told, whoever made it. */
const anyToken = [/eyJ[\w-]{8,}\.[\w-]{8,}/, /ZXlK[\w+/-]{20,}/];

/** Searches what left the connector for secrets, as they are, and in the forms that they take on their way. */
export function leaksIn(outlets: readonly Outlet[], secrets: readonly Secret[]): Leak[] {
  const wanted = secrets.flatMap(({ name, value }) => formsOf(value).map((form) => ({ name, ...form })));
  return outlets.flatMap(({ where, text }) => [
    ...wanted.filter((one) => text.includes(one.text)).map(({ name, form }) => ({ name, form, where })),
    ...(anyToken.some((token) => token.test(text)) ? [{ name: 'a token', form: 'plain', where }] : []),
  ]);
}

function formsOf(value: string): { readonly form: string; readonly text: string }[] {
  const bytes = Buffer.from(value);
  const forms = [
    { form: 'plain', text: value },
    { form: 'URL-encoded', text: encodeURIComponent(value) },
    { form: 'JSON', text: JSON.stringify(value).slice(1, -1) },
    { form: 'hex', text: bytes.toString('hex') },
    ...[0, 1, 2].flatMap((offset) => [
      { form: 'base64', text: inBase64(bytes, offset) },
      { form: 'base64url', text: inBase64(bytes, offset).replaceAll('+', '-').replaceAll('/', '_') },
    ]),
  ];
  return forms.filter(({ text }, index) => forms.findIndex((one) => one.text === text) === index);
}

/** What base64 of any text holds that has the secret in it, so many bytes after a multiple of three. */
function inBase64(bytes: Buffer, offset: number): string {
  const start = (3 - offset) % 3;
  const whole = Math.floor((bytes.length - start) / 3) * 3;
  return bytes.subarray(start, start + whole).toString('base64');
}
