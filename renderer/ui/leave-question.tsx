import { Confirm } from './confirm.tsx';
import { useLeaveQuestion } from './router.ts';
import { t } from '../text/t.ts';

/** Asked when a page with unsaved changes is about to be left. */
export function LeaveQuestion() {
  const { asked, stay, leave } = useLeaveQuestion();
  return (
    <Confirm
      opened={asked}
      title={t('frame.leaveTitle')}
      confirmLabel={t('frame.leave')}
      cancelLabel={t('frame.keepEditing')}
      onConfirm={leave}
      onCancel={stay}
    >
      {t('frame.leaveWhy')}
    </Confirm>
  );
}
