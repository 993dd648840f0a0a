import classes from './bars.module.css';

export interface Bar {
  readonly id: string | number;
  readonly value: number;
  /** What the bar says when it is pointed at. */
  readonly words: string;
  readonly bad?: boolean;
}

interface BarsProps {
  readonly bars: readonly Bar[];
  /** What the whole shows, for those who do not see it. */
  readonly label: string;
  readonly height?: number;
}

const WIDTH = 10;
const GAP = 3;
const WIDEST = 40;

/** Small bars side by side, oldest first; the tallest fills the height. */
export function Bars({ bars, label, height = 48 }: BarsProps) {
  const most = Math.max(1, ...bars.map(({ value }) => value));
  const width = bars.length * (WIDTH + GAP);
  return (
    <svg
      role="img"
      aria-label={label}
      className={classes.bars}
      viewBox={`0 0 ${Math.max(1, width)} ${height}`}
      preserveAspectRatio="none"
      height={height}
      // Few bars stay bars.
      style={{ maxWidth: bars.length * WIDEST }}
    >
      {bars.map(({ id, value, words, bad }, index) => {
        // What did happen is never drawn as nothing.
        const tall = value === 0 ? 1 : Math.max(3, (value / most) * height);
        return (
          <rect
            key={id}
            x={index * (WIDTH + GAP)}
            y={height - tall}
            width={WIDTH}
            height={tall}
            data-tone={bad ? 'bad' : 'busy'}
          >
            <title>{words}</title>
          </rect>
        );
      })}
    </svg>
  );
}
