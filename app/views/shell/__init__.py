"""The frame around the pages: navigation, top bar, search, status, start page. Light: it is painted before all else."""
