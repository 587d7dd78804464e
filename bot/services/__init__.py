"""What runs beside the handlers: the store on threads, the clip cutter, uploads, limits."""
