// Texts of profile/.

export const profile = {
  "settings.title": "Settings",
  "settings.profile": "Profile",
  "settings.email": "E-mail",
  "settings.devices": "Devices",
  "settings.look": "Appearance",
  "settings.people": "People",
} as const;
