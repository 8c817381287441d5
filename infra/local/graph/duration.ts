const form = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/;

/** Milliseconds of an ISO 8601 duration of days and less, such as `PT40M`; undefined for what is none, and for none at all. */
export function durationMs(text: string | undefined): number | undefined {
  const [, ...numbers] = form.exec(text ?? '') ?? [];
  const [days = 0, hours = 0, minutes = 0, seconds = 0] = numbers.map((number) => Number(number ?? 0));
  const total = (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000;
  return total > 0 ? total : undefined;
}
