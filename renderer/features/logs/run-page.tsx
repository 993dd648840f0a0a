import { Page } from '../../ui/page.tsx';
export function RunPage({ id }: { id: string }) {
  return <Page title={id}>{null}</Page>;
}
