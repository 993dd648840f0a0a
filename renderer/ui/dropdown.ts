import classes from './dropdown.module.css';

/**
 * Every `Select`: its list beside its field, inside the page's landmark, and scrolled by the list itself, so that
 * assistive technology finds one listbox and no unreachable scroll area around it.
 */
export const dropdownProps = {
  withScrollArea: false,
  comboboxProps: { withinPortal: false, shadow: 'md' },
  classNames: { options: classes.options ?? '' },
} as const;
