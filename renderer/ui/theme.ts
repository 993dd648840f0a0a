import { Button, Card, createTheme, type MantineColorsTuple, Tooltip } from '@mantine/core';

/** A calm steel blue for what can be done; green stays reserved for "everything is synced". */
const harbor: MantineColorsTuple = [
  '#eff5fb',
  '#dde8f4',
  '#b8cfe8',
  '#8fb4db',
  '#6d9dd0',
  '#5086c2',
  '#3b74b3',
  '#2c649f',
  '#24598c',
  '#1a4a78',
];

/** Mantine's dark greys, cooled to sit beside the blue. */
const slate: MantineColorsTuple = [
  '#e4eaee',
  '#b6c1ca',
  '#a3b0ba',
  '#74828d',
  '#3d4851',
  '#2d363d',
  '#20272d',
  '#1b2126',
  '#14191d',
  '#0f1316',
];

const fonts =
  'Inter, "Segoe UI Variable Text", "Segoe UI", system-ui, -apple-system, "Helvetica Neue", sans-serif';

export const theme = createTheme({
  primaryColor: 'harbor',
  primaryShade: { light: 8, dark: 6 },
  colors: { harbor, dark: slate },
  fontFamily: fonts,
  headings: {
    fontFamily: fonts,
    fontWeight: '600',
    sizes: {
      h1: { fontSize: '1.375rem', lineHeight: '1.3' },
      h2: { fontSize: '1rem', lineHeight: '1.4' },
      h3: { fontSize: '0.875rem', lineHeight: '1.4' },
    },
  },
  fontSizes: { xs: '0.75rem', sm: '0.8125rem', md: '0.875rem', lg: '1rem', xl: '1.125rem' },
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    Button: Button.extend({ defaultProps: { size: 'sm' } }),
    Card: Card.extend({ defaultProps: { withBorder: true, padding: 'lg', radius: 'md' } }),
    Tooltip: Tooltip.extend({
      defaultProps: {
        withArrow: true,
        openDelay: 250,
        events: { hover: true, focus: true, touch: true },
      },
    }),
  },
});
