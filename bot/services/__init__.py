"""Services that handlers use: the store on threads, the clip cutter, uploads, limits."""
