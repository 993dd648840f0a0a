import type { clinic as en } from '../en/clinic.ts';

export const clinic: Record<keyof typeof en, string> = {
  today: 'Heute',
  day: 'Tag',
  dayBefore: 'Der Tag davor',
  dayAfter: 'Der Tag danach',
  addAppointment: 'Termin hinzufügen',
  appointmentsOfDay: 'Termine dieses Tages',
  noAppointments: 'Keine Termine an diesem Tag',
  noAppointmentsHint:
    'Termine erscheinen hier, sobald sie hinzugefügt sind, an diesem Platz oder an einem anderen.',
  unknownPatient: 'Unbekannter Patient',
  'step-checked_in': 'Einchecken',
  'step-completed': 'Abschließen',
  stepOf: '{{step}}: {{patient}}, {{time}}',
  stepped: '{{patient}}: {{status, lower}}.',
  appointments_one: '{{count, number}} Termin',
  appointments_other: '{{count, number}} Termine',
  zone: 'Zeiten von {{zone}}',
  weight: 'Gewicht',
  kilograms: '{{value, number}} kg',
  weighed: '{{times, number}}-mal gewogen: {{first}} am {{firstDay}}, {{last}} am {{lastDay}}.',
  duplicateTitle: 'Gibt es diesen Patienten schon?',
  duplicateWhy:
    'Es gibt einen Patienten mit demselben Mikrochip oder mit demselben Namen, Besitzer und Geburtstag:',
  addAnyway: 'Trotzdem hinzufügen',
  exportList: 'Liste als CSV exportieren',
  exported: 'Die Liste wurde als {{file}} übergeben.',
};
