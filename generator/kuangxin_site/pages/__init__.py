"""Fifth station: for every page of the site, its template and exactly what it shows."""
