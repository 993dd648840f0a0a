import { Page } from '../../ui/page.tsx';
export function LogPage() {
  return <Page title="x">{null}</Page>;
}
