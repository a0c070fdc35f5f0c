"""The LangChain agent: the model plans, calls tools and writes; nothing unchecked gets past the gate.

editor         one turn, from question to answer, as events
limits         what a turn may cost, and what really stops it
middleware     words for facts, whole arguments only, errors as tool messages, steps for the person
toolbox        our tools as LangChain tools
draft          tokens into whole units, units into the text
references     {{F12}} into figures in house style, with the citation their sentence owes
gate           every unit rendered, checked, fixed or marked
repairs        what goes back to the model, and its answer
charts         drawn from the series that are cited
models         the chat model that the settings name, and its failures in words
citations      the same check as middleware for anybody's agent
scripted       a model that says what it is told to · demonstration: one that lies
"""
