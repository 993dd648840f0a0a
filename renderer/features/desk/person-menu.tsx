import { Button, Menu } from '@mantine/core';
import { IconArrowsExchange, IconChevronUp, IconLock } from '@tabler/icons-react';
import type { StatusReport } from '../../../shared/api/status.ts';
import { t } from '../../text/t.ts';
import { navigate } from '../../ui/router.ts';
import { useLockNow } from './use-lock.ts';

/** Who is at a shared desk, and how they go. */
export function PersonMenu({ report }: { report: StatusReport }) {
  const lockNow = useLockNow();
  const person = report.desk.person ?? t('desk.nobody');
  return (
    <Menu position="top-end" withinPortal>
      <Menu.Target>
        <Button
          variant="subtle"
          size="compact-sm"
          rightSection={<IconChevronUp size={14} aria-hidden />}
        >
          {report.device.name} · {person}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          leftSection={<IconArrowsExchange size={16} aria-hidden />}
          onClick={() => {
            navigate(['hand-over']);
          }}
        >
          {t('desk.handOver')}
        </Menu.Item>
        <Menu.Item leftSection={<IconLock size={16} aria-hidden />} onClick={lockNow}>
          {t('desk.lockNow')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
