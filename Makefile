# Two commands do everything: make report, make test. They need Python 3.11 to 3.13 and make.
PYTHON ?= python3
RUN := .venv/bin/python
READY := .venv/.ready

.PHONY: help report test lab data notebooks accuracy benchmark calibrate clean-all
.DEFAULT_GOAL := help

help: ## say what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; v = sys.version_info[:2]; sys.exit(0 if (3, 11) <= v <= (3, 13) else "Python 3.11 to 3.13 is needed; %s is %d.%d. Try: make PYTHON=python3.12 report" % (sys.executable, *v))'
	@echo "Setting up .venv (once, a minute or two) ..."
	@$(PYTHON) -m venv --clear .venv || { echo "Python's venv module is missing; on Debian or Ubuntu: apt-get install python3-venv"; exit 1; }
	@$(RUN) -m pip install -qq --disable-pip-version-check -r requirements.lock
	@$(RUN) -m pip install -qq --disable-pip-version-check --no-deps --editable .
	@touch $(READY)

report: $(READY) ## render the comparison of Kursk, Kurakhove and Pokrovsk to reports/
	@$(RUN) -m analysis report notebooks/02-compare-fronts.ipynb -o reports/compare-fronts

test: $(READY) ## run every test, and every notebook against its stored outputs
	@$(RUN) -m pytest tests -n auto --dist loadfile
	@$(RUN) -m pytest --nbval --nbval-current-env --nbval-cell-timeout 120 notebooks

lab: $(READY) ## open the notebooks in JupyterLab
	@.venv/bin/jupyter lab notebooks

accuracy: $(READY) ## hold the cleaning against the careful reading of every real count
	@$(RUN) -m analysis accuracy

benchmark: $(READY) ## measure how fast 100,000 generated articles are read, and how many of their counts are found
	@$(RUN) -m analysis benchmark

calibrate: $(READY) ## try the intervals and verdicts on simulated days of known rates
	@$(RUN) -m analysis calibrate

data: $(READY) ## rebuild data/clean from data/raw
	@$(RUN) -m analysis build

notebooks: $(READY) ## run the notebooks and store their outputs, after a change that is meant to show
	@.venv/bin/jupyter nbconvert --to notebook --execute --inplace --ExecutePreprocessor.record_timing=False notebooks/*.ipynb

clean-all: ## remove what was made: .venv and reports
	@rm -rf .venv reports
