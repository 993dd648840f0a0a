import { PROTOCOL_VERSION } from '../../../shared/protocol/version.ts';
import { PRODUCT } from '../../text/product.ts';
import { t } from '../../text/t.ts';
import { FactList } from '../../ui/fact-list.tsx';

/** What somebody at support asks first. */
export function AboutSection() {
  return (
    <FactList
      facts={[
        [PRODUCT, import.meta.env['SATCHEL_VERSION'] ?? '–'],
        [t('settings.protocol'), String(PROTOCOL_VERSION)],
        [t('settings.licence'), 'MIT'],
      ]}
    />
  );
}
