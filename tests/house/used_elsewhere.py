# Names that vulture finds unused, since what uses them isn't code of the package:
# assignments' tests, Otter and libraries ask for them, the kernel counts them.
# ruff: noqa: B018, F821
_.check_params  # assignments' tests
_.library
_.advise
check_growth
name_by_shape
check_names
_.put
_.mean_image
_.score
NumgradePlugin  # Otter
_.before_grading
_.before_execution
_.after_grading
_.passes
_.find_class  # pickle
_.exec_module  # importlib
_._repr_html_  # IPython
_.seekable  # tarfile
_.create_system  # zipfile
_.isolation_level  # sqlite3
_.allowed_failures  # distributed
env  # markdown-it
MAKE_CHAR  # Landlock's bits, in their order
MAKE_BLOCK
MAKE_FIFO
MAKE_SOCK
MAKE_SYM
_.token_coverage  # copydetect
_.settings  # a row of the gradebook, by its column's name
