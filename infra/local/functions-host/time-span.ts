import { z } from 'zod';

const form = /^(?:(\d+)\.)?(\d+):(\d+):(\d+(?:\.\d+)?)$/;

/** A time span as .NET writes it, `[days.]hours:minutes:seconds`, in milliseconds. */
export const timeSpan = z
  .string()
  .regex(form, 'no time span, such as 00:05:00')
  .transform((text) => {
    const [, days = '0', hours, minutes, seconds] = form.exec(text) ?? [];
    return ((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60_000 + Number(seconds) * 1000;
  });
