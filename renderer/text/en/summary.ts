export const summary = {
  print: 'Print',
  savePdf: 'Save as PDF',
  pageTitle: '{{title}}: summary',
  lead: 'As it comes out of the printer. Notes about the owner stay in the clinic.',
  printedAt: 'Printed on {{when}}',
  noAllergies: 'None noted',
  older_one: '{{count, number}} older record is not on this paper.',
  older_other: '{{count, number}} older records are not on this paper.',
  saved: 'The summary was saved as {{file}}.',
  notSaved: 'The PDF could not be saved',
  noSpace: 'The disk is full. Choose another folder, or make room and try again.',
  notSavedAction:
    'Choose a folder that you may write to, and a file that no other program has open.',
};
