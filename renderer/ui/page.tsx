import { type ReactNode, useEffect, useRef } from 'react';
import { PRODUCT } from '../text/product.ts';
import classes from './page.module.css';

interface PageProps {
  readonly title: string;
  /** What the browser tab says where it should say more than the heading. */
  readonly documentTitle?: string;
  /** A line under the heading. */
  readonly lead?: ReactNode;
  /** Where this page hangs: a link above the heading. */
  readonly above?: ReactNode;
  readonly actions?: ReactNode;
  /** 2 where the page stands under another heading. */
  readonly level?: 1 | 2;
  /** The page fills the window and scrolls inside itself, as a long list does. */
  readonly fill?: boolean;
  readonly children: ReactNode;
}

let firstPage = true;

/** A page with one heading. Arriving moves the focus there, so that a screen reader says where one is. */
export function Page(props: PageProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  const Heading = props.level === 2 ? 'h2' : 'h1';
  const tabTitle = props.documentTitle ?? props.title;
  useEffect(() => {
    document.title = `${tabTitle} · ${PRODUCT}`;
  }, [tabTitle]);
  useEffect(() => {
    if (!firstPage && !holdsFocus()) heading.current?.focus({ preventScroll: true });
    firstPage = false;
  }, []);
  return (
    <div className={props.fill ? classes.fill : classes.page}>
      {props.above}
      <div className={classes.head}>
        <div className={classes.titles}>
          <Heading ref={heading} tabIndex={-1} className={classes.title}>
            {props.title}
          </Heading>
          {props.lead && <div className={classes.lead}>{props.lead}</div>}
        </div>
        {props.actions && <div className={classes.actions}>{props.actions}</div>}
      </div>
      {props.children}
    </div>
  );
}

/** True where the new page has already put the focus into one of its fields. */
function holdsFocus(): boolean {
  return Boolean(document.activeElement?.closest('#content input, #content textarea'));
}
