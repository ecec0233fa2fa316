"""Everything at once while processes are killed: is anything lost, wrong, too old, or gone for good? make soak.

Every text that an editor writes is unlike any other and known with the text that its editor saw and replaced. So the
texts of a field are a chain, from what stood there at first to what stands there now. One that was acknowledged and is
not in it is lost; a page that shows one is as old as the text that follows it.
"""
