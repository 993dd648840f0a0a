import { Confirm } from './confirm.tsx';
import { useLeaveQuestion } from './router.ts';

/** Asked when a page with unsaved changes is about to be left. */
export function LeaveQuestion() {
  const { asked, stay, leave } = useLeaveQuestion();
  return (
    <Confirm
      opened={asked}
      title="Leave without saving?"
      confirmLabel="Leave without saving"
      cancelLabel="Keep editing"
      danger
      onConfirm={leave}
      onCancel={stay}
    >
      What you changed in this form has not been saved yet.
    </Confirm>
  );
}
