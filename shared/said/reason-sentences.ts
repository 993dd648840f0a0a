/** Why a record was set aside, which side of a conflict is suggested, and why one is decided by itself or left. */
export const reasonSentences = {
  'field-named': '“{fields}”',
  'field-unnamed': 'A value',
  'aside-unique': '{what} is already used by another record. Give it another value.',
  'aside-missing': '{what} names a record that no longer exists. Choose another one.',
  'aside-missing-in': '{what} names a record that no longer exists in {table}. Choose another one.',
  'aside-dependants': 'Other records still use it, so it cannot be deleted.',
  'aside-dependants-in': 'Other records in {table} still use it, so it cannot be deleted.',
  'aside-empty': '{what} must not be empty.',
  'aside-not-allowed': '{what} has a value the clinic’s server does not allow.',
  'aside-invalid': '{what} has a value the server could not read.',
  'aside-forbidden': 'You may not change this record. Ask an administrator of the clinic.',
  'aside-unknown': 'The server does not know this field yet. It is sent after the server’s update.',
  'aside-too-large':
    'The record is larger than the way to the server carries. Shorten its longest text.',
  'aside-group': 'It belongs together with another change that was refused.',
  'aside-refused': 'The server refused it.',

  'suggest-edited-there':
    'Somebody worked on this record after it was deleted here; keeping it loses nothing.',
  'suggest-edited-here':
    'This desk has newer work on a record that was deleted elsewhere; keeping it loses nothing.',
  'suggest-duplicate':
    'Both records look like one and the same; look at both before you make one of them.',
  'suggest-still-used': 'Other records still use this one.',
  'suggest-rename':
    'The server has given this value to another record; this one needs another name.',
  'suggest-taken':
    'The server has given this value to another record; give this one another value.',
  'suggest-emptied-there': 'The other desk emptied the field; this desk has a value.',
  'suggest-emptied-here': 'This desk emptied the field; the other has a value.',
  'suggest-contains': 'This desk’s text contains the other one.',
  'suggest-shared':
    'The other value is already on every synced desk; keep this one where it is more accurate.',

  'auto-stays-or-goes': 'whether a record stays or goes is for a person to say',
  'auto-duplicate': 'whether two records are one is for a person to say',
  'auto-elsewhere': 'only the desk that found it knows when the record was made',
  'auto-no-name': 'no other value can be made up for this field',
  'auto-new': 'the record was made here within the hour',
  'auto-only-here': 'the server does not have the record',
  'auto-unknown': 'it is not known which of the two was written later',
  'auto-later-there': 'the server’s value was written later',
  'auto-later-here':
    'this value was written later than the server’s: a person has to say which is right',
  'auto-enough': 'not more than {most} are decided at once',
} as const;
