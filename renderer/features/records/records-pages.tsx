import { Page } from '../../ui/page.tsx';
export function RecordsPages({ path }: { path: readonly string[] }) {
  return <Page title={path.join()}>{null}</Page>;
}
