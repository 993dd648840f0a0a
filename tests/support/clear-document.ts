import { notifications } from '@mantine/notifications';
import { cleanup } from '@testing-library/react';
import { afterEach } from 'vitest';

// What a page keeps outlives its document: each file begins with none of it, in whatever order they come.
window.localStorage.clear();
window.sessionStorage.clear();
window.history.replaceState(null, '', '/');

// Begun again with each file: a module that files share would clear up after the first of them alone.
afterEach(() => {
  cleanup();
  notifications.clean();
});
