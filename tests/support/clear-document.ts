import { notifications } from '@mantine/notifications';
import { cleanup } from '@testing-library/react';
import { afterEach } from 'vitest';

// Begun again with each file: a module that files share would clear up after the first of them alone.
afterEach(() => {
  cleanup();
  notifications.clean();
});
