import type { summary as en } from '../en/summary.ts';

export const summary: Record<keyof typeof en, string> = {
  print: 'Drucken',
  savePdf: 'Als PDF speichern',
  pageTitle: '{{title}}: Übersicht',
  lead: 'So kommt es aus dem Drucker. Notizen über den Besitzer bleiben in der Praxis.',
  printedAt: 'Gedruckt am {{when}}',
  noAllergies: 'Keine vermerkt',
  older_one: '{{count, number}} älterer Eintrag steht nicht auf diesem Papier.',
  older_other: '{{count, number}} ältere Einträge stehen nicht auf diesem Papier.',
  saved: 'Die Übersicht wurde als {{file}} gespeichert.',
  notSaved: 'Die PDF-Datei konnte nicht gespeichert werden',
  noSpace: 'Die Festplatte ist voll. Wählen Sie einen anderen Ordner, oder schaffen Sie Platz.',
  notSavedAction:
    'Wählen Sie einen Ordner, in den Sie schreiben dürfen, und eine Datei, die kein anderes Programm geöffnet hat.',
};
