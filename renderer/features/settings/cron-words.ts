import { language } from '../../text/t.ts';

/** `30 2 * * *` → `At 02:30`, in the window's language; empty for nothing, undefined for what is no such expression. */
export async function cronWords(expression: string): Promise<string | undefined> {
  if (expression === '') return '';
  const { default: cronstrue } = await import('cronstrue');
  await import('cronstrue/locales/de');
  try {
    return cronstrue.toString(expression, {
      locale: language(),
      use24HourTimeFormat: true,
      throwExceptionOnParseError: true,
    });
  } catch {
    return undefined;
  }
}
